-- value: "limit" alike
local m = {}
function m.h(case, event)
  while true do for w in string.gmatch("a b c", "%w") do local x = w end end
end
return m
