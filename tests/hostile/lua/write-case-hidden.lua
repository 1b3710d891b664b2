-- guard: "error" alike
local m = {}
function m.h(case, event)
  local c = case
  c.n = 8
  return true
end
return m
