-- value: "limit" alike
local m = {}
function m.h(case, event)
  return string.rep("z", 65537)
end
return m
