-- value: "limit" alike
local m = {}
function m.h(case, event)
  return string.find(string.rep("a", 60000), ".-.-.-.-.-.-b")
end
return m
