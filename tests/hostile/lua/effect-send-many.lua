-- act: "limit" alike
local m = {}
function m.h(case, event)
  for i = 1, 1000000 do send("s", {after = "1 day"}) end
end
return m
