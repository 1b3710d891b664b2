-- guard: "error" alike
local m = {}
function m.h(case, event)
  raise("x")
  return true
end
return m
