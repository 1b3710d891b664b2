-- value: "limit" alike
local m = {}
function m.h(case, event)
  return string.find(string.rep("(", 60000), "%b().-%b().-x")
end
return m
