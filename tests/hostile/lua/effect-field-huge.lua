-- act: 
local m = {}
function m.h(case, event)
  local t = {}
  for i = 1, 4000 do t[i] = string.rep("v", 1000) end
  case.x = t
end
return m
