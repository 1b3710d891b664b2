-- value: "error" alike
local m = {}
function m.h(case, event)
  local t = {}
  for i = 1, 500 do t = {t} end
  return t
end
return m
