-- value: "error" alike
local m = {}
function m.h(case, event)
  local t = {1}
  for i = 1, 18 do t = {t, t} end
  return t
end
return m
