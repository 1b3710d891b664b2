-- value: "error" alike
local m = {}
function m.h(case, event)
  return working_days("0001-01-01", "9999-12-31")
end
return m
