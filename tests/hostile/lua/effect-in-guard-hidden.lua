-- guard: "error" alike
local m = {}
function m.h(case, event)
  local r = {raise}
  r[1]("x")
  return true
end
return m
