-- value: "limit" alike
local m = {}
function m.h(case, event)
  local n = 0.0
  while n < n + 1 do n = n + 1.0 end
  return n
end
return m
