-- value: "limit" alike
local m = {}
function m.h(case, event)
  return string.rep("x", 1000000000)
end
return m
