-- value: "limit" alike
local m = {}
function m.h(case, event)
  local f = function() return 1 end
  while true do local g = f f = function() return g end end
end
return m
