-- guard: "error" alike
local m = {}
function m.h(case, event)
  return hook.h
end
return m
