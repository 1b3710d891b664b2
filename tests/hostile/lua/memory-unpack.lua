-- value: "limit" alike
local m = {}
function m.h(case, event)
  local t = {}
  for i = 1, 5000 do t[i] = i end
  return select("#", table.unpack(t))
end
return m
