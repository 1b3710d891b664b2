-- act: "error" alike
local m = {}
function m.h(case, event)
  raise(string.rep("x", 60000))
end
return m
