-- value: "limit" alike
local m = {}
function m.h(case, event)
  while true do end
end
return m
