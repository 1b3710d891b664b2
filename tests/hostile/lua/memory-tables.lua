-- value: "limit" alike
local m = {}
function m.h(case, event)
  local t = {}
  while true do t = {t, {}, {}} end
end
return m
