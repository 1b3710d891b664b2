-- value: "limit" alike
local m = {}
function m.h(case, event)
  local t = {}
  for i = 1, math.maxinteger do t[i] = i end
end
return m
