-- act: 
local m = {}
function m.h(case, event)
  for i = 1, 200 do log(string.rep("l", 60000)) end
end
return m
