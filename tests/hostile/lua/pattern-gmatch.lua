-- value: "limit" alike
local m = {}
function m.h(case, event)
  for w in string.gmatch(string.rep("a", 60000), ".-.-.-.-.-b") do log(w) end
end
return m
