-- act: "limit" alike
local m = {}
function m.h(case, event)
  for i = 1, 100 do task{id = "t" .. i, title = "T", due = "30000 working days"} end
end
return m
