-- value: "accepted":true
local m = {}
function m.h(case, event)
  return string.find("a", string.rep("a", 5000))
end
return m
