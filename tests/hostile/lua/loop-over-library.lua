-- value: "limit" alike
local m = {}
function m.h(case, event)
  while true do local s = string.upper(string.rep("x", 60000)) end
end
return m
