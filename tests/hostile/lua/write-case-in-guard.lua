-- guard: "error" alike
local m = {}
function m.h(case, event)
  case.n = 8
  return true
end
return m
