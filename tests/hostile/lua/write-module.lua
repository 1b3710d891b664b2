-- value: "error" alike
local m = {}
function m.h(case, event)
  m.count = (m.count or 0) + 1
  return m.count
end
return m
