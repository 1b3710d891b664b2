-- value: "limit" alike
local m = {}
function m.h(case, event)
  local s = "0123456789"
  while true do s = s .. s end
end
return m
