-- value: "limit" alike
local m = {}
function m.h(case, event)
  local n = 0
  for i = 1, math.maxinteger do n = n ~ i end
  return n
end
return m
