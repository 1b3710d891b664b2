-- act: "limit" alike
local m = {}
function m.h(case, event)
  for i = 1, 1000000 do task{id = "t" .. i, by = "x"} end
end
return m
