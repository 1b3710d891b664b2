-- act: "error" alike
local m = {}
function m.h(case, event)
  case.n = "seven"
end
return m
