-- act: "limit" alike
local m = {}
function m.h(case, event)
  for i = 1, 10000 do
    send("calm", {after = "30000 working days", id = "later"})
    cancel("later")
  end
end
return m
