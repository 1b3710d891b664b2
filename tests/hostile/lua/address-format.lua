-- value: "error" alike
local m = {}
function m.h(case, event)
  return string.format("%p", {})
end
return m
