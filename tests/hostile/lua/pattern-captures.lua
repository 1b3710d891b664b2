-- value: "limit" alike
local m = {}
function m.h(case, event)
  return string.match(string.rep("a", 5000), "(.*)(.*)(.*)(.*)(.*)(.*)b")
end
return m
