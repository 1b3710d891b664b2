-- value: [lua-
local m = {}
function m.h(case, event)
  return collectgarbage("count")
end
return m
