-- guard: "error" alike
local m = {}
function m.h(case, event)
  return {}
end
return m
