-- act: "error" alike
local m = {}
function m.h(case, event)
  while true do log("again") end
end
return m
