-- value: "error" alike
local m = {}
function m.h(case, event)
  return 0 / 0
end
return m
