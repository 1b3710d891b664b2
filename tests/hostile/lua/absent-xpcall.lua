-- value: [lua-
local m = {}
function m.h(case, event)
  return xpcall(error, function() return 1 end)
end
return m
