-- act: "limit" alike
local m = {}
function m.h(case, event)
  for i = 1, 1000000 do note(string.rep("n", 60000)) end
end
return m
