-- value: "limit" alike
local m = {}
function m.h(case, event)
  return string.find(string.rep("a b ", 15000), "%f[%w].-%f[%W].-%f[%w].-c")
end
return m
