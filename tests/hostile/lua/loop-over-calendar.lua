-- value: "limit" alike
local m = {}
function m.h(case, event)
  local n = 0
  for i = 1, 20 do n = n + working_days("2000-01-01", "2099-12-31") end
  return n
end
return m
