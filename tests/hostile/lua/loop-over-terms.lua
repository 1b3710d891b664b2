-- value: "limit" alike
local m = {}
function m.h(case, event)
  local d
  for i = 1, 20 do d = due_on("2000-01-01", "30000 working days") end
  return d
end
return m
