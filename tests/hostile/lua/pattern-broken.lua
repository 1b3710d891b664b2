-- value: "error" alike
local m = {}
function m.h(case, event)
  return string.find("a", "[a-")
end
return m
