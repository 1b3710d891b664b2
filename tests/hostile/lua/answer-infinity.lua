-- value: "error" alike
local m = {}
function m.h(case, event)
  return -1 / 0
end
return m
