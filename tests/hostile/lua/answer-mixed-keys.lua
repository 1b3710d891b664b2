-- value: "error" alike
local m = {}
function m.h(case, event)
  return {1, 2, x = 3}
end
return m
