-- value: [lua-
local m = {}
function m.h(case, event)
  return string.dump(function() end)
end
return m
