-- value: "limit" alike
local m = {}
function m.h(case, event)
  local t = {}
  for i = 1, 2000 do t[i] = string.rep("y", 1000) end
  return table.concat(t)
end
return m
