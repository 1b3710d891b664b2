-- value: "limit" alike
local m = {}
function m.h(case, event)
  local d
  for i = 1, 10 do d = {add("2000-01-01", "30000 working days"), add(now, "-30000 working days")} end
  return d
end
return m
