-- value: "error" alike
local m = {}
function m.h(case, event)
  local t = {}
  for i = 1, 4000 do t[i] = {} end
  for i = 1, 2000 do t[i][1] = i end
  return t
end
return m
