-- act: "limit" alike
local m = {}
function m.h(case, event)
  repeat until false
end
return m
