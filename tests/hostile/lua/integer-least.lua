-- value: "x":0
local m = {}
function m.h(case, event)
  return math.mininteger // -1 + math.mininteger
end
return m
