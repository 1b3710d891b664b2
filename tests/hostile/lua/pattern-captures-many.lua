-- value: "error" alike
local m = {}
function m.h(case, event)
  return string.find("a", string.rep("(a?)", 60))
end
return m
