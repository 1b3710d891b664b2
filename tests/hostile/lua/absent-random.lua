-- value: [lua-
local m = {}
function m.h(case, event)
  return math.random(6)
end
return m
